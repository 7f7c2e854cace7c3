"""Optimise, audit and explain medical claims."""
