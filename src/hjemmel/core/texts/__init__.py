"""What a free text should not hold."""
