"""Trails: their settings, the operations on them, and what they are permitted to write."""
