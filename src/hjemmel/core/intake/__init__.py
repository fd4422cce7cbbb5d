"""What comes in: files, bought lists, consents from before, what nobody asked for, and who must be told."""
