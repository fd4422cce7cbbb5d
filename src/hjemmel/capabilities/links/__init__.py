"""Links to others' pages that we publish: when each was tried, and what was there."""
