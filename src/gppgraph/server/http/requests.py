"""Parts of a request: its client, the fields of its form or address, its body."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from .refusals import ProtocolError


def client_of(request: Request) -> str:
    """Return the address of the client; the limits per client count by it."""
    return request.client.host if request.client else "unknown"


def form_fields(data: bytes, most: int) -> list[tuple[str, str]]:
    """Return the names and values of a form or query string in their order.

    Raises:
        ProtocolError: there are more than ``most`` fields, or they are not UTF-8.
    """
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most)
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "the parameters are not UTF-8 in percent-encoding.") from error
    except ValueError as error:
        raise ProtocolError(400, f"there are more than {most} parameters.") from error


def media_type(request: Request) -> str:
    """Return the media type of the body in lower case, without parameters.

    Raises:
        ProtocolError: the request names another encoding than UTF-8.
    """
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.lower().replace('"', "").replace(" ", "")
    if "charset=" in charset and "charset=utf-8" not in charset:
        raise ProtocolError(415, "the body is to be in UTF-8.")
    return media.strip().lower()


async def read_body(request: Request, most: int) -> bytes:
    """Return the body.

    Raises:
        ProtocolError: it is larger than ``most`` bytes, or the client went away.
    """
    try:
        length = int(request.headers.get("content-length", "0"))
    except ValueError as error:
        raise ProtocolError(400, "Content-Length is no number.") from error
    content = bytearray()
    if length <= most:
        try:
            async for piece in request.stream():
                content += piece
                if len(content) > most:
                    break
            else:
                return bytes(content)
        except ClientDisconnect as error:
            raise ProtocolError(400, "the body did not arrive whole.") from error
    raise ProtocolError(413, f"the body is larger than {most} bytes.")
