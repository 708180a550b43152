"""Guard Gemini on Google's Vertex AI: the client is Google's own, its HTTP client is guarded.

Run it with the base URL of your place: ``python examples/vertex_gemini.py https://europe-west4-aiplatform.googleapis.com``
"""

import sys

import httpx2
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

from medguard import guarded_http

client = genai.Client(
    vertexai=True,
    project="your-project",
    location="europe-west4",
    credentials=Credentials(token="your-token"),  # noqa: S106  leave it out: the client finds your own
    http_options=types.HttpOptions(
        base_url=sys.argv[1], httpx_client=guarded_http(httpx2.Client(), sys.argv[1], profile="hospital")
    ),
)
question = "Write to Margaret Thornbury (m.thornbury@example.org): her results are normal."
print(client.models.generate_content(model="gemini-3-pro", contents=question).text)
