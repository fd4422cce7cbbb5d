"""From the declaration to the data map: every name resolved, every path found, or a finding that says why not."""

from .whole import Compiled, compile_map, load

__all__ = ["Compiled", "compile_map", "load"]
