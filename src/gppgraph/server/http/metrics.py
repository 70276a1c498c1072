"""Metrics of requests and worker pools, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

MEDIA_TYPE = "text/plain; version=0.0.4"
BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0)  # seconds


class PoolFigures(Protocol):
    """The figures of a worker pool."""

    refused_tasks: int
    ended_workers: dict[str, int]  # by reason

    @property
    def alive(self) -> int:
        """The number of workers."""
        ...

    @property
    def idle_workers(self) -> int:
        """The number of workers without a task."""
        ...

    @property
    def waiting_tasks(self) -> int:
        """The number of tasks that wait for a worker."""
        ...


class Metrics:
    """Metrics since the start of the server.

    Labels come from a fixed list, never from a request.
    """

    def __init__(self, pools: Mapping[str, PoolFigures]) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "gppgraph_requests", "Responses", ["route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "gppgraph_request_seconds",
            "Time from the head of a request to the end of its response",
            ["route"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        # By route and status; the library takes longer to find them.
        self._labelled: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._registry.register(_PoolCollector(pools))
        Gauge(
            "gppgraph_start_time_seconds", "Start of the server", registry=self._registry
        ).set_to_current_time()

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count one response."""
        labelled = self._labelled.get((route, status))
        if labelled is None:
            labelled = self._requests.labels(route, str(status)), self._seconds.labels(route)
            self._labelled[route, status] = labelled
        requests, durations = labelled
        requests.inc()
        durations.observe(seconds)

    def text(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return generate_latest(self._registry)


class _PoolCollector(Collector):
    """Reads the figures of the pools when the metrics are asked for."""

    def __init__(self, pools: Mapping[str, PoolFigures]) -> None:
        self._pools = pools

    def collect(self) -> Iterator[Metric]:
        """Yield each metric with its value for each pool."""
        pool_label = ["pool"]
        workers = GaugeMetricFamily("gppgraph_workers", "Workers", labels=pool_label)
        idle = GaugeMetricFamily("gppgraph_workers_idle", "Workers without a task", labels=pool_label)
        waiting = GaugeMetricFamily("gppgraph_waiting", "Tasks that wait for a worker", labels=pool_label)
        refused = CounterMetricFamily("gppgraph_refused", "Tasks that a pool refused", labels=pool_label)
        ended = CounterMetricFamily(
            "gppgraph_workers_ended", "Workers that ended, by reason", labels=["pool", "why"]
        )
        for name, pool in self._pools.items():
            workers.add_metric([name], pool.alive)
            idle.add_metric([name], pool.idle_workers)
            waiting.add_metric([name], pool.waiting_tasks)
            refused.add_metric([name], pool.refused_tasks)
            for reason, number in pool.ended_workers.items():
                ended.add_metric([name, reason], number)
        yield from (workers, idle, waiting, refused, ended)
