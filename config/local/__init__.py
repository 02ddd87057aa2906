"""What `./run` is made of: the environment, two private servers, the processes of the site and the checks.

Standard library only, because it runs before anything is installed. `./run` puts the folder above on the import path
and imports this package as `local`, so that nothing of the application is loaded; hence imports here are relative.
"""
