# El marco de la consola.
console-nav = Consola
console-home = Sus grupos
console-sign-out = Cerrar sesión
