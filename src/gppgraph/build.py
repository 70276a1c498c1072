"""What the packaging hook calls: the snapshot that a wheel ships."""

from .snapshot import write_snapshot

__all__ = ["write_snapshot"]
