// Vite answers this import with the address of the built worker file.
declare module "altcha/workers/pbkdf2?worker&url" {
  const address: string;
  export default address;
}
