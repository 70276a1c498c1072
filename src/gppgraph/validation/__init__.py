"""Is the graph, or a file on top of it, well formed and consistent?

``shapes``       structure, by SHACL and two engines
``lint``         whether shapes are what they seem
``checks``       consistency, by the queries of ``queries/checks/``
``contributed``  what a contributed file must not do
``reading``      contributed files within limits, without network
``limits``       work in a process that may be stopped
``node_places``       file, line and passage of a node
``run``          all of it together
``report``       the result as text, JSON, SARIF, JUnit and Turtle
``page``         the result as a page
``forms``        all of these by name
"""
