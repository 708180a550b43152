"""Guard a LangChain agent: its model sees stand-ins; its tools, which run here, see names.

Run it with the base URL of your model: ``python examples/langchain_agent.py http://127.0.0.1:8000/v1``
"""

import sys

from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from medguard.langchain import GuardMiddleware


@tool
def results(patient: str) -> str:
    """The latest results of a patient."""
    return f"{patient}: normal"


agent = create_agent(
    ChatOpenAI(model="your-model", base_url=sys.argv[1], api_key="your-key"),
    tools=[results],
    middleware=[GuardMiddleware(profile="hospital")],
)
question = "Write to Margaret Thornbury (m.thornbury@example.org): her results are normal."
print(agent.invoke({"messages": [{"role": "user", "content": question}]})["messages"][-1].content)
