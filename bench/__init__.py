"""The speed figures: `./dev bench [NAME...]`. Nothing here is part of the product or of its tests."""
