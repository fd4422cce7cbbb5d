"""Who was given whose data: asked for, approved, given or dropped. A step is added; nothing is changed."""
