"""Pages for visitors and for the people whose data it is. Nothing here needs signing in."""
