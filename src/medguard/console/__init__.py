"""The officers' console: pages made on the server, for people who answer for what the model said and are no programmers.

    medguard console user add administrator-1 --role administrator
    medguard console --listen 127.0.0.1:8090

It works without a script of any kind, and its pages may run none.
"""
