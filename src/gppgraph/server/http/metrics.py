"""Counts and durations in the text form that Prometheus reads."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter

from ..workers.pool import Pool

BOUNDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0)


class Metrics:
    """What has happened since the start. Labels come from a fixed list, never from a request."""

    def __init__(self, pools: dict[str, Pool]) -> None:
        self.pools = pools
        self.started = time.time()
        self.requests: Counter[tuple[str, int]] = Counter()
        self.durations: dict[str, list[int]] = {}
        self.sums: Counter[str] = Counter()

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count one response."""
        self.requests[route, status] += 1
        buckets = self.durations.setdefault(route, [0] * (len(BOUNDS) + 1))
        buckets[bisect_left(BOUNDS, seconds)] += 1
        self.sums[route] += seconds  # type: ignore[assignment]

    def text(self) -> str:
        """Return everything counted."""
        lines = ["# TYPE gppgraph_requests_total counter"]
        for (route, status), number in sorted(self.requests.items()):
            lines.append(f'gppgraph_requests_total{{route="{route}",status="{status}"}} {number}')
        lines.append("# TYPE gppgraph_request_seconds histogram")
        for route, buckets in sorted(self.durations.items()):
            total = 0
            for bound, number in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
                total += number
                lines.append(f'gppgraph_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}')
            lines.append(f'gppgraph_request_seconds_sum{{route="{route}"}} {self.sums[route]:.6f}')
            lines.append(f'gppgraph_request_seconds_count{{route="{route}"}} {total}')
        for name, pool in self.pools.items():
            lines.append(f'gppgraph_workers{{pool="{name}"}} {pool.alive}')
            lines.append(f'gppgraph_workers_idle{{pool="{name}"}} {len(pool.idle)}')
            lines.append(f'gppgraph_waiting{{pool="{name}"}} {pool.queued}')
            lines.append(f'gppgraph_refused_total{{pool="{name}"}} {pool.refused}')
            for why, number in pool.ended.items():
                lines.append(f'gppgraph_workers_ended_total{{pool="{name}",why="{why}"}} {number}')
        lines.append(f"gppgraph_start_time_seconds {self.started:.0f}")
        return "\n".join(lines) + "\n"
