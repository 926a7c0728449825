"""What a plan says: pure, from the scored book to facts with units, before any wording or layout."""
