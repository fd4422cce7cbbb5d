"""Plans, approvals, what was begun, receipts, and the evidence for each promise."""
