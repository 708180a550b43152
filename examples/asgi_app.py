"""Guard the model's API that your own web application serves: what is behind the middleware sees stand-ins.

Run it with the base URL of your model: ``python examples/asgi_app.py http://127.0.0.1:8000/v1``
"""

import asyncio
import sys

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from medguard.asgi import GuardMiddleware


async def chat(request: Request) -> Response:
    """Ask the model, as an application may do in its own way."""
    async with httpx2.AsyncClient() as client:
        answer = await client.post(f"{sys.argv[1]}/chat/completions", content=await request.body(), timeout=60)
    return Response(answer.content, answer.status_code, media_type="application/json")


app = GuardMiddleware(Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"])]), profile="hospital")


async def main() -> None:
    """Ask the application, as its callers do; a server such as uvicorn would do this for them."""
    question = "Write to Margaret Thornbury (m.thornbury@example.org): her results are normal."
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://app") as client:
        body = {"model": "your-model", "messages": [{"role": "user", "content": question}]}
        reply = await client.post("/v1/chat/completions", json=body, timeout=60)
    print(reply.json()["choices"][0]["message"]["content"])


asyncio.run(main())
