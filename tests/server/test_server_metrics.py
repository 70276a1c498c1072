"""The metrics of the server: names and labels that dashboards rely on."""

from __future__ import annotations

from gppgraph.server.http.metrics import Metrics


class Pool:
    """Figures of a pool."""

    refused_tasks = 1
    ended_workers = {"time": 2, "memory": 0, "crash": 3}  # noqa: RUF012
    alive = 5
    idle_workers = 4
    waiting_tasks = 6


def lines(metrics: Metrics) -> list[str]:
    """Return the metrics without comments."""
    return [line for line in metrics.text().decode().splitlines() if not line.startswith("#")]


def test_every_response_is_counted_by_route_and_status_and_timed_by_route() -> None:
    metrics = Metrics({})
    for status, seconds in ((200, 0.005), (200, 0.02), (404, 20.0)):
        metrics.count("sparql", status, seconds)
    metrics.count("api", 200, 0.0)
    written = lines(metrics)
    assert [line for line in written if line.startswith("gppgraph_requests")] == [
        'gppgraph_requests_total{route="sparql",status="200"} 2.0',
        'gppgraph_requests_total{route="sparql",status="404"} 1.0',
        'gppgraph_requests_total{route="api",status="200"} 1.0',
    ]
    assert [
        line for line in written if line.startswith("gppgraph_request_seconds") and 'route="sparql"' in line
    ] == [
        'gppgraph_request_seconds_bucket{le="0.001",route="sparql"} 0.0',
        'gppgraph_request_seconds_bucket{le="0.005",route="sparql"} 1.0',
        'gppgraph_request_seconds_bucket{le="0.01",route="sparql"} 1.0',
        'gppgraph_request_seconds_bucket{le="0.05",route="sparql"} 2.0',
        'gppgraph_request_seconds_bucket{le="0.1",route="sparql"} 2.0',
        'gppgraph_request_seconds_bucket{le="0.5",route="sparql"} 2.0',
        'gppgraph_request_seconds_bucket{le="1.0",route="sparql"} 2.0',
        'gppgraph_request_seconds_bucket{le="5.0",route="sparql"} 2.0',
        'gppgraph_request_seconds_bucket{le="10.0",route="sparql"} 2.0',
        'gppgraph_request_seconds_bucket{le="+Inf",route="sparql"} 3.0',
        'gppgraph_request_seconds_count{route="sparql"} 3.0',
        'gppgraph_request_seconds_sum{route="sparql"} 20.025',
    ]


def test_the_figures_of_each_pool_are_read_when_they_are_asked_for() -> None:
    pool = Pool()
    metrics = Metrics({"sparql": pool})
    pool.waiting_tasks = 7
    assert [line for line in lines(metrics) if 'pool="sparql"' in line] == [
        'gppgraph_workers{pool="sparql"} 5.0',
        'gppgraph_workers_idle{pool="sparql"} 4.0',
        'gppgraph_waiting{pool="sparql"} 7.0',
        'gppgraph_refused_total{pool="sparql"} 1.0',
        'gppgraph_workers_ended_total{pool="sparql",why="time"} 2.0',
        'gppgraph_workers_ended_total{pool="sparql",why="memory"} 0.0',
        'gppgraph_workers_ended_total{pool="sparql",why="crash"} 3.0',
    ]


def test_nothing_else_is_told() -> None:
    metrics = Metrics({"sparql": Pool()})
    metrics.count("sparql", 200, 0.1)
    names = {line.partition("{")[0].partition(" ")[0] for line in lines(metrics)}
    assert names == {
        "gppgraph_requests_total",
        "gppgraph_request_seconds_bucket",
        "gppgraph_request_seconds_count",
        "gppgraph_request_seconds_sum",
        "gppgraph_workers",
        "gppgraph_workers_idle",
        "gppgraph_waiting",
        "gppgraph_refused_total",
        "gppgraph_workers_ended_total",
        "gppgraph_start_time_seconds",
    }
