SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#trial",
  deepLinking: true,
  docExpansion: "list",
  filter: true,
  validatorUrl: null,
});
