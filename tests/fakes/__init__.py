"""Chat services on loopback that speak the true protocol, for stock client libraries.

Both fakes are asyncio servers on 127.0.0.1; only the base address of the library changes:

    async with FakeDiscord() as discord, discord.addresses():   # discord.py 2.7
        ...
    async with FakeSlack() as slack:                            # slack_sdk / slack-bolt: base_url=slack.base_url
        ...

`fakes/faults.py` is how both fail on request: statuses, 429, answers lost after the work was done.
Each fake checks every body it receives and fails the test on leaving `async with` when one broke the service's rules.
"""
