"""From fields to ratings, scores, explanations and tiers."""
