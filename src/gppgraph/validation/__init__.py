"""Check that the graph, or a file added to it, is well formed and consistent.

``shapes``       structure, by SHACL and two engines
``lint``         terms of shapes that no engine checks
``checks``       consistency, by the queries of ``queries/checks/``
``contributed``  statements that a contributed file must not make
``reading``      contributed files within limits, without network
``node_places``  file, line and passage of a node
``run``          all of these together
``report``       the result as text, JSON, SARIF, JUnit and Turtle
``page``         the result as a page
``forms``        the forms of a result by name
"""
