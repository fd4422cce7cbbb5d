"""Our own mailboxes: how far they are read, which messages became drafts, and whether mail to them arrives."""
