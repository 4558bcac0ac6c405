"""Pilot and simulation workbench for enterprise social networks."""
