"""What Hjemmel itself must remember: consents, objections, restrictions, holds and remembered dates."""
