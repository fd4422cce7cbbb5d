"""The contact form: messages on their way to our own mailboxes, and what is remembered of those that have gone."""
