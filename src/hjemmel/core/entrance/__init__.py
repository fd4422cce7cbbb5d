"""Who may come in and see what: staff, programs, and people who show who they are."""
