"""Files for a web host and for crawlers: redirects, headers, sitemap."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..output.html import render
from . import addresses
from .site import Site
from .site_words import SiteWords

# Sitemaps are limited to 50 000 addresses by their protocol.
MOST = 45_000
# The most parts after points that the name of a thing has beyond that of its document.
_DEEPEST = 7
W3ID = "https://w3id.org/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def write(site: Site) -> None:
    """Write the rules for hosts, the sitemap and ``robots.txt``."""
    site.write(".htaccess", redirects(site.base))
    if site.base_iri.startswith(W3ID):
        site.write("w3id/.htaccess", w3id(site))
    site.write(
        "404.html", render("site/missing.html", site=site, languages=[*map(SiteWords, site.languages)])
    )
    write_map(site)


def redirects(base: str) -> str:
    """Return redirects for Apache.

    By the Accept header they lead from identifiers to the page or to the data.
    """
    rules = [
        "# Identifiers to pages and data, by the Accept header. Written by gppgraph publish.",
        "Options -MultiViews",
        "AddType text/turtle .ttl",
        "AddType application/ld+json .jsonld",
        "AddType application/rdf+xml .rdf",
        "AddType application/n-triples .nt",
        "AddType font/woff2 .woff2",
        "DirectoryIndex index.html",
        "DirectorySlash Off",
        "RewriteEngine On",
        "RewriteRule ^ - [E=FORM:html]",
    ]
    for form, media in addresses.FILES.items():
        rules += [
            rf"RewriteCond %{{HTTP_ACCEPT}} {media.replace('+', '.')} [NC]",
            f"RewriteRule ^ - [E=FORM:{form}]",
        ]
    verdict = rf"{base}derived/verdict/$1.%{{ENV:FORM}}#$2 [R=303,NE,L]"
    rules += [
        rf"RewriteRule ^derived/verdict/([^/]+?)--([^/]+?)(?:\.html|--.*)?$ {verdict}",
        rf"RewriteRule ^derived/outcome/([^/]+)\.[^./]+?--([^/]+?)--.*$ {verdict}",
        r"RewriteCond %{DOCUMENT_ROOT}%{REQUEST_URI}.%{ENV:FORM} -f",
        r"RewriteRule ^.+$ %{REQUEST_URI}.%{ENV:FORM} [R=303,L]",
        "# What shares a document: its name without the last parts, or its folder.",
    ]
    for depth in range(1, _DEEPEST + 1):
        end = rf"(/[^/]+?)((?:\.[^./]+){{{depth}}})$"
        rules += [
            rf"RewriteCond %{{DOCUMENT_ROOT}}%{{REQUEST_URI}} ^(.+){end}",
            r"RewriteCond %1%2.%{ENV:FORM} -f",
            rf"RewriteRule ^((?:id|code)/[^/]+/)([^/]+?)((?:\.[^./]+){{{depth}}})$ "
            rf"{base}$1$2.%{{ENV:FORM}}#$2$3 [R=303,NE,L]",
        ]
    rules += [
        r"RewriteCond %{REQUEST_FILENAME} !-f",
        rf"RewriteRule ^((?:id|code)/[^/]+)/([^/]+)$ {base}$1.%{{ENV:FORM}}#$2 [R=303,NE,L]",
        f"ErrorDocument 404 {urlsplit(base).path}404.html",
        "Header always set Vary Accept",
        f'Header always set Content-Security-Policy "{POLICY}"',
        "Header always set X-Content-Type-Options nosniff",
        "Header always set Access-Control-Allow-Origin *",
    ]
    return "\n".join(rules) + "\n"


def w3id(site: Site) -> str:
    """Return the rules to put at w3id.org, which send every identifier to the site."""
    target = site.base if site.base != site.base_iri else "https://example.org/gppgraph/"
    return (
        f"# {site.configuration.name}: {site.base_iri} - rules for the repository of w3id.org\n"
        "Options +FollowSymLinks\nRewriteEngine on\n"
        f"RewriteRule ^$ {target} [R=302,L]\n"
        f"RewriteRule ^(.*)$ {target}$1 [R=303,L]\n"
    )


def write_map(site: Site) -> None:
    """Write the sitemap, in parts where it is long, and ``robots.txt``."""
    files = [
        addresses.page(path, language, site.languages[0])
        for path in site.pages
        if site.statements.one(site.statements.iri(path), "owl:deprecated") != "true"
        for language in site.languages
    ]
    parts = [files[place : place + MOST] for place in range(0, len(files), MOST)]
    for number, part in enumerate(parts, 1):
        locations = [site.base + addresses.relative("", name) for name in part]
        site.write(f"sitemap-{number}.xml", render("site/sitemap.xml", addresses=locations))
    maps = [f"{site.base}sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    site.write("sitemap.xml", render("site/sitemap-index.xml", addresses=maps))
    site.write("robots.txt", f"User-agent: *\nDisallow: /sparql\nAllow: /\nSitemap: {site.base}sitemap.xml\n")
