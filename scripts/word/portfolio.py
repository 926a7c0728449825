"""The Word template of the page over many accounts."""

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from word.charts import BUBBLES, chart
from word.look import WIDTH_MM
from word.pieces import Column, bar, chapter, figure, fill, light, line, listing, row, table, tag, write_title

WHOSE = 'manager or "All accounts"'


def write_portfolio(document: WordDocument) -> None:
    """Write what a manager should know of all accounts."""
    write_title(document, "Portfolio", WHOSE)
    line(document, "Under Title", PORTFOLIO_UNDER)
    widths = (41, 57, 44, 36)
    cells = row(table(document, "Plan Figures", widths), widths)
    for cell, (label, value, small, detail) in zip(cells, PORTFOLIO_FIGURES, strict=True):
        figure(cell, [label], [value, (small, "Small")], [], [detail])
    write_bubbles(document)
    for words, things, nothing, loop, columns, after in PORTFOLIO_TABLES:
        if things == "plays":
            write_grid(document)
        chapter(document, words)
        tag(document, f"if {things}")
        listing(document, loop, columns)
        tag(document, "else")
        line(document, "Item", (nothing, "Quiet"))
        tag(document, "endif")
        if after:
            line(document, "Item", after)


def write_bubbles(document: WordDocument) -> None:
    """Draw the accounts between the axes."""
    tag(document, "if bubbles")
    line(
        document, "Label", ("Attractive for us upwards, good with us to the right; the area is the revenue", "Strong"),
        "   ", ("● ", "Tier Key"), "Key  ", ("● ", "Tier Major"), "Major  ", ("● ", "Tier Others"), "Others",
    ).paragraph_format.space_before = Mm(5)  # fmt: skip
    chart(document, document, BUBBLES)
    tag(document, "endif")


def write_grid(document: WordDocument) -> None:
    """Write the key accounts by product: as many columns as there are products."""
    tag(document, "if grid")
    chapter(document, "Key accounts by product")
    line(document, "Item", (GRID_LEGEND, "Quiet"))
    # Nearly alike, since docxtpl gives each of the columns that the loop adds an equal share of the whole width.
    widths = (WIDTH_MM * 0.22, *(WIDTH_MM * 0.195,) * 4)
    made = table(document, "Plan Table", widths)
    columns = ("{%tc for product in products %}", "{{ product }}", "{%tc endfor %}")
    for cell, words in zip(row(made, widths, head=True), ("Account", *columns, "Bought"), strict=True):
        fill(cell, [words], style="Cell Head", right=words == "Bought")
    row(made, widths)[0].paragraphs[0].add_run("{%tr for line in grid %}")
    cells = row(made, widths)
    fill(cells[0], [("{{ line.name | brief(30) }}", "Strong")], right=False)
    fill(cells[1], ["{%tc for cell in line.cells %}"], right=False)
    fill(cells[2], [(GRID_OPEN, "Pass"), (GRID_STATE, "Small")], right=False)
    fill(cells[3], ["{%tc endfor %}"], right=False)
    fill(cells[4], ["{{ line.penetration | dash }}"], right=True)
    row(made, widths)[0].paragraphs[0].add_run("{%tr endfor %}")
    made._tblPr.find(qn("w:tblLook")).addprevious(parse_xml(NARROW_MARGINS))  # noqa: SLF001 - python-docx offers no other way
    for width in list(made._tbl.iter(qn("w:tcW"))):  # noqa: SLF001 - python-docx offers no other way
        width.getparent().remove(width)
    tag(document, "endif")


NARROW_MARGINS = f'<w:tblCellMar {nsdecls("w")}><w:right w:w="30" w:type="dxa"/></w:tblCellMar>'
GRID_LEGEND = (
    "What they buy from us, and with a + what is left to win in a year; ≈ is an estimate. "
    "Bought is the part of what they could buy from us."
)
GRID_OPEN = (
    "{% if cell.open %}+{% if cell.estimated %}≈{% endif %}"
    '{{ cell.value if cell.value is not none else "?" }}{% endif %}'
)
GRID_STATE = (
    "{% if cell.open %} {{ cell.state | lower }}"
    '{% elif cell.state == "Owned" %}{{ cell.revenue_12m | dash }}'
    "{% elif cell.state %}{{ cell.state | lower }}{% else %}?{% endif %}"
)
PORTFOLIO_UNDER = (
    "{{ accounts }} accounts, {{ revenue_12m }} in the last 12 months{% for line in tiers if line.accounts %} · "
    "{{ line.accounts }} {{ line.tier }}{% if line.revenue_share is not none %} ({{ line.revenue_share }}){% endif %}"
    "{% endfor %}"
)
GROSS = (
    "{% if retention %}gross {{ retention.grr }}, {{ retention.accounts }} accounts that bought a year ago{% endif %}"
)
LOST = (
    "{% if retention %}{{ retention.lost | length }} buy nothing now"
    "{% if retention.lost %}: {% for name in retention.lost[:3] %}{{ name | brief(40) }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}"
    "{% if retention.lost[3:] %} and {{ retention.lost[3:] | length }} more{% endif %}{% endif %}{% endif %}"
)
EFFECTIVE = "{% if concentration %}{{ concentration.effective_number }}{% else %}{{ not_known }}{% endif %}"
LARGEST = (
    "{% if concentration %}HHI {{ concentration.hhi }}; the largest {{ concentration.top_1 }}, "
    "five {{ concentration.top_5 }}, ten {{ concentration.top_10 }}{% endif %}"
)
LONGEST = "{% if overdue %}the longest {{ overdue[0].days_late }} days{% else %}none{% endif %}"
MOVED_BY = "{% if line.points is none %}–{% else %}{{ line.points | signed }}{% endif %}"
MISSING = (
    '{% if line.swing is none %}Key accounts without {{ "an" if line.label[:1] in "aeiou" else "a" }} {% endif %}'
    "{{ line.label }}"
)
PORTFOLIO_FIGURES = (
    ("Net revenue retention", "{% if retention %}{{ retention.nrr }}{% else %}{{ not_known }}{% endif %}", "", GROSS),
    ("Accounts kept", "{% if retention %}{{ retention.logo }}{% else %}{{ not_known }}{% endif %}", "", LOST),
    ("Concentration", EFFECTIVE, "{% if concentration %} effective{% endif %}", LARGEST),
    ("Overdue actions", "{{ overdue_in_all }}", "", LONGEST),
)
NAMES = "{% for name in line.names %}{{ name | brief(40) }}{% if not loop.last %}, {% endif %}{% else %}–{% endfor %}"
SPONSORLESS = (
    "{% if without_sponsor %}Without an executive sponsor: {% for name in without_sponsor %}{{ name | brief(40) }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}{% endif %}"
)
CAME_AND_GONE = (
    "{% if movement and movement.more %}And {{ movement.more }} more. {% endif %}"
    "{% if movement and movement.came %}New: {% for name in movement.came[:5] %}{{ name | brief(40) }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}"
    "{% if movement.came[5:] %} and {{ movement.came[5:] | length }} more{% endif %}. {% endif %}"
    "{% if movement and movement.gone %}Gone: {% for name in movement.gone[:5] %}{{ name | brief(40) }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}"
    "{% if movement.gone[5:] %} and {{ movement.gone[5:] | length }} more{% endif %}.{% endif %}"
)
PORTFOLIO_TABLES = (
    (
        "Who moved{% if movement %} since {{ movement.since }}{% endif %}", "movement and movement.movers",
        "{% if movement %}Nobody moved.{% else %}There is no earlier snapshot to compare with.{% endif %}",
        "line in movement.movers",
        (
            Column("Account", 40, [("{{ line.name | brief(40) }}", "Strong")]),
            Column("Tier", 27, [
                "{% if line.tier_before != line.tier %}{{ line.tier_before | dash }} → {% endif %}{{ line.tier }}"
            ]),
            Column("Score", 28, ["{{ line.score_before | dash }} → {{ line.score | dash }}"], right=True),
            Column("Points", 16, [MOVED_BY], right=True),
            Column("Why", 67, ["{{ line.causes | brief(300) | dash }}"]),
        ),
        CAME_AND_GONE,
    ),
    (
        "Who looks after how many", "loads", "Nobody.", "line in loads",
        (
            Column("Account manager", 44, [("{{ line.name | brief(40) }}", "Strong")]),
            Column("Key", 14, [
                ("{% if line.too_much %}{{ line.key }}{% endif %}", "Late"),
                "{% if not line.too_much %}{{ line.key }}{% endif %}",
            ], right=True),
            Column("Capacity", 18, ["{{ line.capacity | dash }}"], right=True),
            Column("Filled", 38, bar("line.fullness")),
            Column("Major", 16, ["{{ line.major }}"], right=True),
            Column("Others", 18, ["{{ line.others }}"], right=True),
            Column("Revenue", 30, ["{{ line.revenue_12m }}"], right=True),
        ),
        "",
    ),
    (
        "Key accounts and their people", "key", "No account is Key.", "line in key",
        (
            Column("Account", 50, [("{{ line.number }} {{ line.name | brief(40) }}", "Strong")]),
            Column("Account manager", 36, ["{{ line.account_manager | brief(30) }}"]),
            Column("Score", 14, ["{{ line.score }}"], right=True),
            Column("Revenue", 24, ["{{ line.revenue_12m }}"], right=True),
            Column("Coverage", 20, light("line")),
            Column("Sponsor", 16, [
                "{% if line.sponsor %}named{% endif %}", ("{% if not line.sponsor %}nobody{% endif %}", "Late")
            ]),
            Column("Days since contact", 18, ["{{ line.days_since_contact }}"], right=True),
        ),
        SPONSORLESS,
    ),
    (
        "Overdue actions", "overdue", "None.", "line in overdue",
        (
            Column("Account", 44, [("{{ line.account | brief(40) }}", "Strong")]),
            Column("Action", 64, ["{{ line.text | brief(90) }}"]),
            Column("Owner", 30, ["{{ line.owner | brief(30) }}"]),
            Column("Due", 24, ["{{ line.due }}"]),
            Column("Days late", 16, [("{{ line.days_late }}", "Late")], right=True),
        ),
        "{% if overdue_in_all > overdue | length %}And {{ overdue_in_all - overdue | length }} more.{% endif %}",
    ),
    (
        "What is left to win, by value × likelihood", "plays", "Nothing whose value is known.", "line in plays",
        (
            Column("Account", 50, [("{{ line.account | brief(40) }}", "Strong")]),
            Column("Product", 46, ["{{ line.product | brief(40) }}"]),
            Column("State", 22, ["{{ line.state | lower }}"]),
            Column("Worth a year", 34, [
                "{{ line.value }}", ("{% if line.estimated %} estimate{% endif %}", "Quiet")
            ], right=True),
            Column("To be expected", 26, ["{{ line.expected }}"], right=True),
        ),
        "",
    ),
    (
        "What nobody knows", "lacks or gaps", "Everything that counts is known.", "line in lacks + gaps",
        (
            Column("Missing", 56, [(MISSING, "Strong")]),
            Column("Accounts", 20, ["{{ line.accounts }}"], right=True),
            Column("Points for each", 24, ["{{ line.swing | dash }}"], right=True),
            Column("Which", 78, [NAMES]),
        ),
        "",
    ),
)  # fmt: skip
