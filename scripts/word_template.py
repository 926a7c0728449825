"""Build the Word templates of the account plans: `word_template.py templates`.

People edit the templates in Word; this program is where their look comes from, so a change can be reviewed as text.
"""

import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.table import _Cell
from word.charts import MATRIX, TREND, chart
from word.look import WIDTH_MM, set_page, set_styles
from word.pieces import (
    CHAPTERS,
    Column,
    bar,
    bookmark_of,
    chapter,
    facts,
    field,
    figure,
    fill,
    heading,
    items,
    late,
    light,
    line,
    listing,
    listing_if_any,
    notes,
    or_none,
    quarters,
    row,
    say,
    table,
    tag,
    write_title,
)
from word.portfolio import WHOSE, write_portfolio

from kam_xl.plans.formats.word_package import pack


def main(folder: Path) -> None:
    """Build the templates; the same program always builds the same bytes."""
    for name, title, write in (
        ("plan.docx", "Account plan", write_plan),
        ("plan-major.docx", "Account plan", write_major_plan),
        ("plan-standard.docx", "Account card", write_card),
        ("plan-customer.docx", "Our plan together", write_customer_plan),
        ("portfolio.docx", "Portfolio", write_portfolio),
    ):
        document = Document()
        name_of = WHOSE if write is write_portfolio else "account.name"
        set_styles(document)
        set_page(document)
        write_edges(document, title, name_of)
        write(document)
        set_properties(document, title, name_of)
        (folder / name).write_bytes(pack(parts_of(document)))


def write_plan(document: WordDocument) -> None:
    """Write the full plan of a key account."""
    write_page_one(document)
    write_contents(document)
    write_profile(document)
    write_score(document)
    write_people(document)
    write_work(document)
    write_business(document)
    write_notes(document)


def parts_of(document: WordDocument) -> dict[str, bytes]:
    """Give the parts of a document, without what python-docx's own template carries and no plan needs."""
    for relations in (document.part.package.rels, document.part.rels):
        for name in [name for name, relation in relations.items() if relation.reltype.endswith(UNUSED)]:
            del relations[name]
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as package:
        return {name: package.read(name) for name in package.namelist()}


UNUSED = ("/thumbnail", "/extended-properties", "/stylesWithEffects", "/customXml", "/numbering", "/webSettings")


# What it says


def write_edges(document: WordDocument, title: str, name_of: str) -> None:
    """Write header and footer; the first page has its own title."""
    section = document.sections[0]
    say(section.header.paragraphs[0], [f"{{{{ ({name_of}) | brief(70) }}}}\t{title} as of {{{{ as_of }}}}"])
    for footer in (section.footer, section.first_page_footer):
        paragraph = say(footer.paragraphs[0], [f'{{{{ (company or "{title}") | brief(50) }}}}\tPage '])
        paragraph.style = "footer"
        field(paragraph, "PAGE")
        paragraph.add_run(" of ")
        field(paragraph, "NUMPAGES")


def write_page_one(document: WordDocument) -> None:
    """Write what a manager reads in one minute."""
    write_standing(document, "Account plan")
    write_columns(document)
    line(document, "Ask Label", "The one ask")
    line(
        document, "Ask", "{% if page_one.ask %}{{ page_one.ask.text | brief(200) }}{% else %}{{ not_known }}{% endif %}"
    )


BADGES = (
    ("{% if tier == 'Key' %} Key account {% endif %}", "Badge Key"),
    ("{% if tier == 'Major' %} Major account {% endif %}", "Badge Major"),
    ("{% if tier not in ('Key', 'Major') %} {{ tier }} account {% endif %}", "Badge Others"),
)


def write_standing(document: WordDocument, title: str) -> None:
    """Write title, red flags, figures and the reason of the tier."""
    write_title(document, title)
    line(
        document, "Under Title", *BADGES,
        "  {{ account.industry | brief(30) }} · {{ account.country | brief(30) }} · "
        "Account manager {{ account.account_manager | brief(30) }}",
    )  # fmt: skip
    tag(document, "if red_flags")
    line(
        document, "Asked",
        "{{ red_flags }} {% if red_flags == 1 %}red flag{% else %}red flags{% endif %} in this plan: "
        "things nobody has typed yet.",
    )  # fmt: skip
    tag(document, "endif")
    write_figures(document)
    reason = line(document, "Item", "{{ score.reason | brief(220) }}", (CHANGE, "Quiet"))
    reason.paragraph_format.space_before = Mm(3)


def write_figures(document: WordDocument) -> None:
    """Write the four figures under the title."""
    widths = (41, 57, 40, 40)
    cells = row(table(document, "Plan Figures", widths), widths)
    figure(
        cells[0],
        ["Score{% if score.rank is not none %}, rank {{ score.rank }} of {{ score.ranked }}{% endif %}"],
        ["{{ score.value }}", ("{% if score.value is not none %} of 100{% endif %}", "Small")],
        bar("score.value"),
        [SCORE_CHANGE],
    )  # fmt: skip
    figure(
        cells[1],
        ["Revenue, last 12 months"],
        ["{{ revenue.last_12m }}",
         ("{% if revenue.growth is not none %} {{ revenue.growth | signed }} on prior year{% endif %}", "Small")],
        bar("revenue.attained"),
        [(PART_YEAR, "Late"), REVENUE_TARGET],
    )  # fmt: skip
    figure(
        cells[2],
        ["Relationship health"],
        ["{% if health.rating is none %}{{ not_known }}{% else %}{{ health.rating.number }}{% endif %}",
         ("{% if health.rating is not none %} of 5{% endif %}", "Small")],
        bar("health.rating", "(5)"),
        [HEALTH_TREND, ". Coverage ", *light("people.coverage")],
    )  # fmt: skip
    figure(
        cells[3],
        ["Contract end"],
        ["{% if contract %}{{ contract.end }}{% else %}{{ not_known }}{% endif %}"],
        [],
        [(CONTRACT_ENDED, "Late"), CONTRACT_DAYS],
    )  # fmt: skip


CHANGE = (
    "{% if change and change.lines %} Since {{ change.since }}: {% for line in change.lines[:3] %}"
    "{{ line.label | brief(30) }} {{ line.points | signed }}{% if not loop.last %}, {% endif %}{% endfor %}.{% endif %}"
)
SCORE_CHANGE = (
    "{% if score.change is not none %}{{ score.change | signed }} since {{ score.previous.as_of }}"
    "{% if not score.previous.same_model %}, other model{% endif %}"
    "{% else %}{{ score.coverage }} of the data known{% endif %}"
)
REVENUE_TARGET = (
    "Target {{ revenue.year }}: {{ revenue.target }}{% if revenue.gap is not none %} · "
    "{% if revenue.gap.amount > 0 %}{{ revenue.gap }} to go{% else %}reached{% endif %}{% endif %}"
)
PART_YEAR = (
    "{% if revenue.growth is not none and revenue.prior_since %}"
    "prior year known from {{ revenue.prior_since }} only. {% endif %}"
)
HEALTH_TREND = (
    "{% if health.trend is not none %}{{ health.trend | signed }} points since {{ score.previous.as_of }}"
    "{% else %}no earlier snapshot{% endif %}"
)
CONTRACT_ENDED = "{% if contract and contract.days_left < 0 %}ended {{ -contract.days_left }} days ago{% endif %}"
CONTRACT_DAYS = (
    "{% if contract %}{% if contract.days_left >= 0 %}in {{ contract.days_left }} days{% endif %}"
    "{% if contract.product %}, {{ contract.product | brief(30) }}{% endif %}{% endif %}"
)


def write_columns(document: WordDocument) -> None:
    """Write the two columns of page one."""
    widths = (WIDTH_MM / 2, WIDTH_MM / 2)
    made = table(document, "Plan Columns", widths)
    left, right = row(made, widths)
    heading(left, "Top objectives")
    items(
        left, "objective in page_one.objectives",
        ["{{ objective.text | brief(80) }}"],
        [WAY_MADE, ", due {{ objective.due }} ", late("objective")],
        bar("objective.progress"),
    )  # fmt: skip
    heading(right, "Next actions")
    items(
        right, "action in page_one.actions", ["{{ action.text | brief(80) }}"],
        ["{{ action.owner | brief(30) }}, due {{ action.due }} ", late("action")],
    )  # fmt: skip
    left, right = row(made, widths)
    heading(left, "People and last contact")
    for label, who, nobody in (
        ("Executive sponsor", "people.sponsor", "{{ not_known }}"),
        ("Champion", "people.champion", "{{ not_known }}"),
        ("Blocker", "people.blocker", "{% if people.stakeholders %}none named{% else %}{{ not_known }}{% endif %}"),
    ):
        person(left, label, who, nobody)
    heading(right, "Top risks")
    items(
        right, "risk in page_one.risks", ["{{ risk.text | brief(80) }}"],
        [SEVERITY],
    )  # fmt: skip
    left, right = row(made, widths)
    heading(left, "Best whitespace")
    line(left, "Item", (PLAY_NAME, "Strong"), PLAY)
    heading(right, "Last contact")
    line(
        right, "Item", "{% if people.last_contact %}", ("{{ people.days_since_contact }} days ago", "Strong"), CONTACT,
        (COMMON_HOURS, "Quiet"),
    )  # fmt: skip


def steps(longest: int = 30) -> str:
    """Write where an objective began, stands and should be; a measure that falls reads as well as one that rises."""
    return (
        "{{ objective.baseline | dash }} → now {{ objective.current }} → {{ objective.target }}"
        f"{{% if objective.measure %}} {{{{ objective.measure | brief({longest}) }}}}{{% endif %}}"
    )


WAY_MADE = f"{{{{ objective.progress }}}} of the way{{% if objective.progress is not none %}}: {steps()}{{% endif %}}"
SEVERITY = "severity {% if risk.severity is none %}{{ not_known }}{% else %}{{ risk.severity }} of 25{% endif %}"
CONTACT = ", {{ people.last_contact }}{% else %}{{ not_known }}{% endif %}"
COMMON_HOURS = (
    "{% if account.common_hours and account.common_hours.our_start %} Both at work "
    "{{ account.common_hours.our_start }}–{{ account.common_hours.our_end }} our time{% endif %}"
)
PLAY_NAME = "{% if page_one.play %}{{ page_one.play.product | brief(40) }}{% endif %}"
PLAY = (
    "{% if page_one.play %}: {{ page_one.play.value }}"
    "{% if page_one.play.basis %}, {{ page_one.play.basis }}{% endif %}, {{ page_one.play.likelihood }} likely"
    "{% if page_one.play.competitor %} (today: {{ page_one.play.competitor | brief(30) }}){% endif %}"
    "{% elif products %}Nothing open: they buy everything they could.{% else %}{{ not_known }}{% endif %}"
)


def person(cell: _Cell, label: str, who: str, nobody: str) -> None:
    """Write who plays a part, and when we last spoke."""
    name, title, days = (
        f"{{{{ {who}.{words} }}}}" for words in ("name | brief(32)", "title | brief(30)", "days_since_contact")
    )
    line(
        cell, "Item", f"{{% if {who} %}}{name}", (f"{{% if {who}.title %}}  {title}{{% endif %}}", "Quiet"),
        f"{{% else %}}{nobody}{{% endif %}}",
    )  # fmt: skip
    ago = f"{{% if {who}.days_since_contact is none %}}{{{{ not_known }}}}{{% else %}}{days} days ago{{% endif %}}"
    line(cell, "Item Detail", f"{label}{{% if {who} %}}, {ago}{{% endif %}}")


def write_contents(document: WordDocument) -> None:
    """Write a table of contents: Word's own field, filled in, so that it need not be updated to be right.

    It leads to chapters without page numbers, which nobody knows before Word has set the pages.
    """
    line(document, "heading 2", "Behind page one").paragraph_format.page_break_before = True
    for words in CHAPTERS:
        link = parse_xml(
            f'<w:hyperlink {nsdecls("w")} w:anchor="{bookmark_of(words)}" w:history="1"><w:r><w:t>{words}</w:t></w:r>'
            "</w:hyperlink>"
        )
        entry = document.add_paragraph(style="toc 1")
        if words == CHAPTERS[0]:
            for part in FIELD_STARTS:
                entry._p.append(parse_xml(part))  # noqa: SLF001 - python-docx offers no other way
        entry._p.append(link)  # noqa: SLF001
        if words == CHAPTERS[-1]:
            entry._p.append(parse_xml(field_sign("end")))  # noqa: SLF001


def field_sign(kind: str) -> str:
    """Write where a field begins, where its result begins, or where it ends."""
    return f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>'


FIELD_STARTS = (
    field_sign("begin"),
    f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"> TOC \\o "1-1" \\n \\h \\z \\u </w:instrText></w:r>',
    field_sign("separate"),
)


def write_profile(document: WordDocument) -> None:
    """Write who the account is."""
    chapter(document, "Profile")
    facts(
        document,
        (
            ("Account ID", "{{ account.id }}"),
            ("Industry", "{{ account.industry }}"),
            ("Size", SIZE),
            ("Country", "{{ account.country }}"),
            ("Time zone gap", "{{ account.time_zone_gap }}"),
            ("Part of", "{{ account.parent | dash }}"),
            ("Status", "{{ account.status }}"),
            (
                "Customer since",
                "{{ account.customer_since }}{% if account.tenure is not none %} ({{ account.tenure }}){% endif %}",
            ),
            ("Last order", LAST_ORDER),
            ("Account manager", "{{ account.account_manager }}"),
            ("Manager", "{{ account.manager }}"),
            ("Both at work", BOTH_AT_WORK),
        ),
    )
    line(document, "heading 2", "Health, retention and growth")
    facts(
        document,
        (
            ("Health", "{{ health.rating }}"),
            ("Revenue kept", KEPT),
            ("Recurring revenue", "{{ revenue.recurring }}"),
            ("Expected growth", "{{ revenue.expected_growth }}"),
        ),
    )
    line(document, "heading 2", "Their priorities")
    notes(document, "priorities")


SIZE = "{{ revenue.wallet }}{% if revenue.wallet is not none %} a year on what we sell{% endif %}"
LAST_ORDER = (
    "{{ account.last_order }}{% if revenue.orders_12m is not none %} ({{ revenue.orders_12m }} in 12 months){% endif %}"
)
KEPT = "{{ revenue.retained | dash }}{% if revenue.retained is not none %} of the 12 months before{% endif %}"
BOTH_AT_WORK = (
    "{% if account.common_hours is none %}{{ not_known }}{% elif account.common_hours.our_start %}"
    "{{ account.common_hours.our_start }}–{{ account.common_hours.our_end }} our time, "
    "{{ account.common_hours.their_start }}–{{ account.common_hours.their_end }} theirs"
    "{% else %}never, 9 to 17 on both sides{% endif %}"
)


def write_score(document: WordDocument) -> None:
    """Write how the account came by its score."""
    chapter(document, "Why {{ tier }}")
    line(document, "Normal", "{{ score.reason }}")
    write_charts(document)
    write_change(document)
    line(document, "heading 2", "Score by criterion")
    listing(
        document, "line in breakdown",
        (
            Column("Criterion", 46, [("{{ line.label }}", "Strong")]),
            Column("Value", 38, ["{{ line.value }}"]),
            Column("Rating", 38, bar("line.rating")),
            Column("", 16, ["{{ line.rating | dash }}"], right=True),
            Column("Weight", 20, ["{{ line.weight }}"], right=True),
            Column("Points", 20, ["{{ line.points | dash }}"], right=True),
        ),
    )  # fmt: skip
    line(document, "Item", ("Score {{ score.value | dash }}", "Strong"), SCORE_RANGE)
    facts(
        document,
        (
            ("Attractiveness", "{{ score.attractiveness | dash }}"),
            ("Relationship", "{{ score.relationship | dash }}"),
            ("Quadrant", "{{ score.quadrant | dash }}"),
            ("Tier by the model", "{{ score.computed_tier }}"),
        ),
    )
    tag(document, "if gates")
    line(document, "heading 2", "Must-haves")
    listing(
        document, "gate in gates",
        (
            Column("Must-have", 70, [("{{ gate.label }}", "Strong")]),
            Column("Found", 48, ["{{ gate.value }}"]),
            Column("Result", 60, [
                ('{% if gate.state == "passes" %}passes{% endif %}', "Pass"),
                ('{% if gate.state != "passes" %}{{ gate.state }}{% endif %}', "Late"),
                ('{% if gate.state == "fails" %} {{ gate.reason }}{% endif %}', "Quiet"),
            ]),
        ),
    )  # fmt: skip
    tag(document, "endif")
    write_way_to_key(document)
    write_if_any(document, "to_stay_key", "What would change it", WAY_TO_STAY)
    tag(document, "if data_gaps")
    line(document, "heading 2", "Worth finding out first")
    listing(
        document, "gap in data_gaps",
        (
            Column("Missing", 40, [("{{ gap.label }}", "Strong")]),
            Column("Type it under", 40, ["{{ gap.column }}"]),
            Column("What is meant", 68, ["{{ gap.note | dash }}"]),
            Column("Could move the score by", 30, ["{{ gap.swing }}"], right=True),
        ),
    )  # fmt: skip
    tag(document, "endif")


def write_if_any(document: WordDocument, variable: str, title: str, words: str) -> None:
    """Write a sentence under a heading where a variable says something."""
    tag(document, f"if {variable}")
    line(document, "heading 2", title)
    line(document, "Item", words)
    tag(document, "endif")


def write_way_to_key(document: WordDocument) -> None:
    """Write what would make the account Key, where it is not."""
    write_if_any(document, "to_become_key", "What would make it Key", WAY_TO_KEY)


WAY_TO_KEY = (
    '{% if to_become_key.ways %}{{ to_become_key.ways[:3] | join("; or ") | brief(240) }}{% else %}'
    "No one or two changes would do; in the way: "
    '{{ to_become_key.obstacles | join(", ") | brief(200) }}{% endif %}.'
)


WAY_TO_STAY = (
    "It stays Key down to a score of {{ to_stay_key.score }}, {{ to_stay_key.above }} points below today's."
    "{% if to_stay_key.axis is not none %} Both axes must reach {{ to_stay_key.axis }}.{% endif %}"
    "{% if to_stay_key.gates %} Every must-have must pass.{% endif %}"
)


def write_charts(document: WordDocument) -> None:
    """Draw the account's place and the way of its score, side by side."""
    tag(document, "if matrix or trend")
    widths = (66, WIDTH_MM - 66)
    left, right = row(table(document, "Plan Columns", widths), widths)
    left.paragraphs[0].style = right.paragraphs[0].style = "Label"
    tag(left, "if matrix")
    line(left, "Label", ("Attractiveness and relationship", "Strong"))
    chart(left, document, MATRIX)
    line(
        left,
        "Detail",
        "Relationship {{ matrix.relationship }} →   ↑ Attractiveness {{ matrix.attractiveness }}",
    )
    tag(left, "endif")
    tag(right, "if trend")
    line(
        right, "Label", ("Score since {{ trend[0].as_of }}", "Strong"),
        ": {{ trend[0].score }} → {{ trend[-1].score }}",
    )  # fmt: skip
    chart(right, document, TREND)
    line(right, "Detail", "{{ trend[0].as_of }} · lines at 0, 25, 50, 75 and 100 · {{ trend[-1].as_of }}")
    tag(right, "endif")
    tag(document, "endif")


def write_change(document: WordDocument) -> None:
    """Write what changed since the latest earlier snapshot, and why."""
    tag(document, "if change")
    line(document, "heading 2", "What changed since {{ change.since }}")
    line(
        document, "Normal",
        "{% if change.tier_before != tier %}{{ change.tier_before | dash }} → {{ tier }}. {% endif %}"
        "Score {{ change.score_before | dash }} → {{ score.value | dash }}"
        "{% if not change.lines %}, and no criterion moved it{% endif %}.",
    )  # fmt: skip
    tag(document, "if change.lines")
    listing(
        document, "line in change.lines",
        (
            Column("Criterion", 62, [("{{ line.label }}", "Strong")]),
            Column("Then", 40, ["{{ line.before | dash }}"]),
            Column(
                "Now", 56,
                ["{{ line.after | dash }}", ("{% if line.model_changed %} the model changed too{% endif %}", "Quiet")],
            ),
            Column("Points", 20, ["{{ line.points | signed }}"], right=True),
        ),
    )  # fmt: skip
    tag(document, "endif")
    tag(document, "endif")


SCORE_RANGE = (
    "  with {{ score.coverage }} of the data known"
    "{% if data_gaps %}, between {{ score.low }} and {{ score.high }}, whatever the unknown values are{% endif %}. "
    "Model: {{ score.model }}."
)


def write_people(document: WordDocument) -> None:
    """Write who matters at the account."""
    chapter(document, "Stakeholders")
    tag(document, "if people.stakeholders")
    line(document, "Normal", "Coverage ", *light("people.coverage"), COVERAGE)
    tag(document, "endif")
    listing_if_any(
        document, "people.stakeholders", "who in people.stakeholders",
        (
            Column("Name", 50, [("{{ who.name }}", "Strong")], below="{{ who.title }}", known="who.title"),
            Column("Role", 34, ["{{ who.role }}"], below="{{ who.status | lower }}", known="who.status"),
            Column("Influence", 20, ["{{ who.influence }}"]),
            Column("Sentiment", 20, ["{{ who.sentiment }}"]),
            Column("Our contact", 30, ["{{ who.owner }}"]),
            Column(
                "Last contact", 24, ["{{ who.last_contact }}"],
                below="{{ who.days_since_contact }} days", known="who.days_since_contact is not none",
            ),
        ),
    )  # fmt: skip


COVERAGE = (
    ": {{ people.coverage.reason }}{% if people.coverage.missing_roles %} Nobody is named as "
    '{{ people.coverage.missing_roles | join(", ") | lower }}.{% endif %}'
)


def write_work(document: WordDocument) -> None:
    """Write objectives, actions and needs."""
    chapter(document, "Objectives")
    listing_if_any(
        document, "objectives", "objective in objectives",
        (
            Column(
                "Objective", 56, [("{{ objective.text }}", "Strong")],
                below="{{ objective.type | lower }}", known="objective.type",
            ),
            Column("Measure", 24, ["{{ objective.measure }}"]),
            Column("From", 12, ["{{ objective.baseline }}"], right=True),
            Column("Now", 12, ["{{ objective.current }}"], right=True),
            Column("To", 12, ["{{ objective.target }}"], right=True),
            Column("Progress", 16, ["{{ objective.progress }}"], right=True),
            Column(
                "Due", 24, ["{{ objective.due }} ", late("objective")],
                below="{{ objective.status }}", known="objective.status",
            ),
            Column("Owner", 22, ["{{ objective.owner }}"]),
        ),
    )  # fmt: skip
    chapter(document, "Actions")
    listing_if_any(
        document, "actions", "action in actions",
        (
            Column("Action", 66, [("{{ action.text }}", "Strong")], below="{{ action.note }}", known="action.note"),
            Column("For", 12, ["{{ action.objective_id | dash }}"]),
            Column("Within", 18, ["{% if action.horizon is none %}–{% else %}{{ action.horizon }} days{% endif %}"]),
            Column("Owner", 26, ["{{ action.owner }}"]),
            Column("Due", 26, ["{{ action.due }}"]),
            Column("State", 30, [
                ("{% if action.overdue %}{{ action.days_late }} days late{% endif %}", "Late"),
                "{% if action.done %}done {{ action.done }}{% elif not action.overdue %}open{% endif %}",
            ]),
        ),
    )  # fmt: skip
    chapter(document, "Needs and commitments")
    listing_if_any(
        document, "needs", "need in needs",
        (
            Column("Need", 56, [("{{ need.text }}", "Strong")]),
            Column("Priority", 18, ["{{ need.priority }}"]),
            Column("Our answer", 54, ["{{ need.answer }}"]),
            Column("Commitment", 50, ["{{ need.commitment }}"]),
        ),
    )  # fmt: skip


def write_business(document: WordDocument) -> None:
    """Write products, whitespace and targets."""
    chapter(document, "Products and whitespace")
    listing_if_any(
        document, "products", "product in products",
        (
            Column("Product", 40, [("{{ product.name }}", "Strong")]),
            Column("State", 24, ["{{ product.state }}"]),
            Column("Our revenue", 24, ["{{ product.revenue_12m | dash }}"], right=True),
            Column("They spend", 24, [CATEGORY_SPEND], right=True),
            Column("Our share", 18, ["{{ product.share_of_wallet | dash }}"], right=True),
            Column("Competitor", 24, ["{{ product.competitor | dash }}"]),
            Column("Contract end", 24, [CONTRACT_END]),
        ),
    )  # fmt: skip
    tag(document, "if products")
    line(document, "Item", PENETRATION)
    tag(document, "endif")
    tag(document, "if whitespace")
    line(document, "heading 2", "What is left to win, by value × likelihood")
    listing(
        document, "play in whitespace",
        (
            Column("Product", 46, [("{{ play.product }}", "Strong")]),
            Column("State", 22, ["{{ play.state | lower }}"]),
            Column("Today with", 32, ["{{ play.competitor | dash }}"]),
            Column(
                "Worth a year", 34, ["{{ play.value }}"], right=True,
                below="{{ play.basis }}", known="play.estimated",
            ),
            Column("Likelihood", 18, ["{{ play.likelihood }}"], right=True),
            Column("To be expected", 26, ["{{ play.expected | dash }}"], right=True),
        ),
    )  # fmt: skip
    tag(document, "endif")
    chapter(document, "Targets")
    tag(document, "if targets")
    listing(
        document, "target in targets",
        (
            Column("Year", 54, [("Target {{ target.year }}", "Strong")]),
            Column("Revenue", 36, ["{{ target.revenue }}"], right=True),
            Column("Growth", 26, ["{{ target.growth | signed | dash }}"], right=True),
            Column("Margin", 28, ["{{ target.margin }}"], right=True),
            Column("Share of wallet", 34, ["{{ target.share_of_wallet }}"], right=True),
        ),
        before=(
            ("The 12 months before", "{{ revenue.prior_12m }}", "–", "–", "–"),
            ("The last 12 months", "{{ revenue.last_12m }}", *LAST_12M),
        ),
    )  # fmt: skip
    tag(document, "else")
    line(document, "Normal", "{{ not_known }}")
    tag(document, "endif")


LAST_12M = ("{{ revenue.growth | signed | dash }}", "{{ revenue.margin }}", "{{ revenue.share_of_wallet | dash }}")
PENETRATION = (
    "{% if penetration is not none %}They buy {{ penetration }} of what they could buy from us.{% endif %}"
    '{% if unlisted %} Nothing is said of {{ unlisted | join(", ") }}.{% endif %}'
)
CATEGORY_SPEND = (
    '{% if product.state == "Not eligible" %}{{ product.category_spend | dash }}'
    "{% else %}{{ product.category_spend }}{% endif %}"
)
CONTRACT_END = (
    '{% if product.state == "Owned" %}{{ product.contract_end }}{% else %}{{ product.contract_end | dash }}{% endif %}'
)


def write_notes(document: WordDocument) -> None:
    """Write SWOT, competitors, risks, and what is asked."""
    chapter(document, "Strengths, weaknesses, opportunities, threats")
    quarters(
        document,
        (
            ("Strengths", "strengths"),
            ("Weaknesses", "weaknesses"),
            ("Opportunities", "opportunities"),
            ("Threats", "threats"),
        ),
    )
    line(document, "heading 2", "Competitors")
    notes(document, "competitors")
    chapter(document, "Risks")
    listing_if_any(
        document, "risks", "risk in risks",
        (
            Column("Risk", 58, [("{{ risk.text }}", "Strong")]),
            Column("Likelihood", 18, ["{{ risk.likelihood }}"], right=True),
            Column("Impact", 14, ["{{ risk.impact }}"], right=True),
            Column("Severity", 16, ["{{ risk.severity | dash }}"], right=True),
            Column("What we do about it", 46, ["{{ risk.mitigation }}"]),
            Column("Owner", 26, ["{{ risk.owner }}"]),
        ),
    )  # fmt: skip
    chapter(document, "What we ask for, what we stop")
    quarters(document, (("The one ask", "ask"), ("Resources asked", "resources")))
    line(document, "heading 2", "What we stop doing")
    notes(document, "stop_doing")
    tag(document, "if notes.other")
    line(document, "heading 2", "Other notes")
    notes(document, "other")
    tag(document, "endif")
    chapter(document, "Reviews and sign-off")
    tag(document, "if notes.reviews")
    notes(document, "reviews", keep_with_next=True)
    tag(document, "else")
    line(document, "Item", ("No review yet.", "Quiet")).paragraph_format.keep_with_next = True
    tag(document, "endif")
    write_sign_off(document)


def write_sign_off(document: WordDocument) -> None:
    """Leave room for two signatures."""
    widths = (42, 46, 30, 60)
    made = table(document, "Plan Table", widths)
    for cell, head in zip(row(made, widths, head=True), ("Agreed by", "Name", "Date", "Signature"), strict=True):
        fill(cell, [head], style="Cell Head", right=False)
    for role, name in (("Account manager", "account_manager"), ("Manager", "manager")):
        cells = row(made, widths)
        fill(cells[0], [(role, "Strong")], right=False)
        fill(cells[1], [f"{{{{ account.{name} | dash }}}}"], right=False)
        cells[0].paragraphs[0].paragraph_format.space_before = Mm(5)
        cells[1].paragraphs[0].paragraph_format.space_before = Mm(5)
    for cell in (cell for kept in made.rows[:-1] for cell in kept.cells):
        cell.paragraphs[0].paragraph_format.keep_with_next = True


# The shorter ones


def write_major_plan(document: WordDocument) -> None:
    """Write two pages: page one, and what the next quarter needs."""
    write_page_one(document)
    chapter(document, "Why {{ tier }}").paragraph_format.page_break_before = True
    listing(
        document, "line in breakdown",
        (
            Column("Criterion", 44, [("{{ line.label | brief(40) }}", "Strong")]),
            Column("Value", 46, ["{{ line.value | brief(30) }}"]),
            Column("Rating", 34, bar("line.rating")),
            Column("", 16, ["{{ line.rating | dash }}"], right=True),
            Column("Weight", 18, ["{{ line.weight }}"], right=True),
            Column("Points", 20, ["{{ line.points | dash }}"], right=True),
        ),
    )  # fmt: skip
    write_way_to_key(document)
    chapter(document, "Stakeholders")
    listing_if_any(
        document, "people.stakeholders", "who in people.stakeholders[:5]",
        (
            Column("Name", 60, [("{{ who.name | brief(40) }}", "Strong")]),
            Column("Role", 50, ["{{ who.role | brief(30) }}"]),
            Column("Sentiment", 28, ["{{ who.sentiment }}"]),
            Column("Last contact", 40, ["{{ who.last_contact }}"]),
        ),
    )  # fmt: skip
    chapter(document, "Open actions")
    listing_if_any(
        document, "actions", "action in actions[:6] if action.done is none",
        (
            Column("Action", 92, [("{{ action.text | brief(90) }}", "Strong")]),
            Column("Owner", 42, ["{{ action.owner | brief(30) }}"]),
            Column("Due", 44, ["{{ action.due }} ", late("action")]),
        ),
    )  # fmt: skip
    chapter(document, "What is left to win")
    tag(document, "if whitespace")
    listing(
        document, "play in whitespace[:4]",
        (
            Column("Product", 56, [("{{ play.product | brief(50) }}", "Strong")]),
            Column("State", 26, ["{{ play.state | lower }}"]),
            Column("Today with", 40, ["{{ play.competitor | brief(30) | dash }}"]),
            Column("Worth a year", 28, ["{{ play.value }}"], right=True),
            Column("To be expected", 28, ["{{ play.expected | dash }}"], right=True),
        ),
    )  # fmt: skip
    tag(document, "else")
    line(document, "Normal", NOTHING_OPEN)
    tag(document, "endif")


NOTHING_OPEN = "{% if products %}Nothing open: they buy everything they could.{% else %}{{ not_known }}{% endif %}"


def write_card(document: WordDocument) -> None:
    """Write one page for an account that has no plan of its own."""
    write_standing(document, "Account card")
    widths = (WIDTH_MM / 2, WIDTH_MM / 2)
    made = table(document, "Plan Columns", widths)
    left, right = row(made, widths)
    heading(left, "What counts most")
    items(
        left, 'line in (breakdown | sort(attribute="weight", reverse=true))[:5]', ["{{ line.label | brief(40) }}"],
        ["rating {{ line.rating | dash }}, {{ line.weight }} of the score"], bar("line.rating"),
    )  # fmt: skip
    heading(right, "Worth finding out first")
    or_none(
        right, "gap in data_gaps[:5]", "{{ gap.label | brief(40) }}",
        ["{{ gap.column | brief(40) }}, {{ gap.swing }} points"], "Nothing: every criterion is known.",
    )  # fmt: skip
    left, right = row(made, widths)
    heading(left, "Next actions")
    or_none(
        left, "action in page_one.actions", "{{ action.text | brief(80) }}",
        ["{{ action.owner | brief(30) }}, due {{ action.due }} ", late("action")], "None.",
    )  # fmt: skip
    heading(right, "Last contact")
    line(
        right,
        "Item",
        "{% if people.last_contact %}",
        ("{{ people.days_since_contact }} days ago", "Strong"),
        CARD_CONTACT,
    )


CARD_CONTACT = ", {{ people.last_contact }}{% else %}None noted.{% endif %}"


def write_customer_plan(document: WordDocument) -> None:
    """Write the plan that the account itself reads."""
    write_title(document, "Our plan together")
    line(document, "Under Title", YOUR_CONTACT)
    tag(document, "for note in notes.priorities")
    line(document, "Ask Label", "What matters to you")
    line(document, "Ask", "{{ note.text }}")
    tag(document, "endfor")
    chapter(document, "What we want to reach together")
    tag(document, "for objective in objectives")
    line(document, "Item", ("{{ objective.text | dash }}", "Strong"))
    line(document, "Bar Line", *bar("objective.progress"))
    line(document, "Item Detail", OBJECTIVE_DETAIL)
    tag(document, "else")
    line(document, "Item", ("To be agreed in our next meeting.", "Quiet"))
    tag(document, "endfor")
    for words, things, columns in CUSTOMER_TABLES:
        tag(document, f"if {things}")
        chapter(document, words)
        listing(document, f"each in {things}", columns)
        tag(document, "endif")
    tag(document, "if notes.reviews")
    chapter(document, "What we agreed")
    notes(document, "reviews")
    tag(document, "endif")


YOUR_CONTACT = (
    "{% if account.account_manager %}Your contact: {{ account.account_manager | brief(30) }}{% endif %}"
    "{% if account.customer_since %}{% if account.account_manager %} · {% endif %}"
    "working together since {{ account.customer_since }}{% endif %}"
)
OBJECTIVE_DETAIL = (
    "{% if objective.progress is not none %}{{ objective.progress }} of the way: "
    f"{steps(120)}{{% elif objective.measure %}}{{{{ objective.measure | brief(120) }}}}{{% endif %}}"
    "{% if objective.due %}{% if objective.progress is not none or objective.measure %}, {% endif %}"
    "due {{ objective.due }}{% endif %}"
)
CUSTOMER_TABLES = (
    ("Next steps", "actions", (
        Column("Step", 82, [("{{ each.text | dash }}", "Strong")]),
        Column("Who", 36, ["{{ each.owner | dash }}"]),
        Column("By when", 28, ["{{ each.due | dash }}"]),
        Column("State", 32, ["{% if each.done %}done {{ each.done }}{% else %}open{% endif %}"]),
    )),
    ("What you need, and our answer", "needs", (
        Column("You need", 60, [("{{ each.text | dash }}", "Strong")]),
        Column("Our answer", 60, ["{{ each.answer | dash }}"]),
        Column("Our commitment", 58, ["{{ each.commitment | dash }}"]),
    )),
    ("What you buy from us", "agreements", (
        Column("Product", 110, [("{{ each.product | dash }}", "Strong")]),
        Column("Contract until", 68, ["{{ each.end | dash }}"], right=True),
    )),
    ("Who works with whom", "contacts", (
        Column("With you", 110, [("{{ each.name | dash }}", "Strong")], below="{{ each.title }}", known="each.title"),
        Column("With us", 68, ["{{ each.owner | dash }}"]),
    )),
)  # fmt: skip


def set_properties(document: WordDocument, title: str, name_of: str) -> None:
    """Say what the document is, where its own program shows it; dates are set when a plan is made."""
    properties = document.core_properties
    properties.title = f"{title}: {{{{ ({name_of}) | brief(70) }}}}"
    properties.subject = "as of {{ as_of }}"
    properties.author = '{{ company or "kam-xl" }}'
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "en"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
