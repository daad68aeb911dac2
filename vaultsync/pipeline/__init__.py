"""Observe, target, plan, apply: the one place where the parts meet."""
