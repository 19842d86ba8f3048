"""The loops that join the stages."""
