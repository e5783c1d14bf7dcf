# The console's frame.
console-nav = Console
console-home = Your groups
console-sign-out = Sign out
