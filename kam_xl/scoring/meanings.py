"""What the keys of a model mean, in one sentence each: for the sheet Model and for editors."""

from types import MappingProxyType

MODEL = MappingProxyType(
    {
        "name": "What the model is called in reports and plans.",
        "description": "What it is for, in your own words.",
        "version": "Your own mark, so that two states can be told apart.",
        "missing": "renormalise: unknown criteria are left out of the sum; zero: they count as 0.",
        "min_coverage": "The share of the weight that must be known for a score, 0–1.",
        "caveat": "What every reason ends with, in brackets; blank for nothing.",
    }
)
"""The keys of `[model]`."""

CRITERION = MappingProxyType(
    {
        "id": "A short name that no other criterion has.",
        "label": "What people read; the id if absent.",
        "axis": "The axis it counts for.",
        "field": "The field it rates, or a further column by its header.",
        "weight": "How much it counts; only the proportion to the others matters.",
    }
)
"""The keys of `[[criteria]]`, kinds of scale aside; those say themselves what they mean."""

GATE = MappingProxyType(
    {
        "id": "A short name that no other gate has.",
        "label": "What people read; the id if absent.",
        "field": "The field it tests, or a further column by its header.",
    }
)
"""The keys of `[[gates]]`, kinds of test aside; those say themselves what they mean."""

TIERS = MappingProxyType(
    {
        "key_score": "The score from which an account is Key, 0–100.",
        "key_axis_floor": "What each axis must reach as well, 0–100.",
        "hysteresis": "Points by which a score must pass key_score before a tier changes.",
        "major_revenue_share": "The share of all revenue that the head makes up, 0–1.",
        "major_max_share_of_accounts": "The largest share of the accounts that the head may be, 0–1.",
        "major_hysteresis": "How far both shares widen for an account already in the head.",
        "major_min_revenue": "Revenue from which an account is Major in any case; blank for none.",
    }
)
"""The keys of `[tiers]`."""
