"""One file a platform: declare, render, send."""
