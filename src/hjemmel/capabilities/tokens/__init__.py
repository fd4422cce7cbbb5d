"""What programs come in with: access tokens, how often each asks, and answers kept for those who ask again."""
