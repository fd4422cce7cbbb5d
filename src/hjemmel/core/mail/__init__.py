"""Mail: messages to many, the lists they go to, and what comes back."""
