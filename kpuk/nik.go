package kpuk

// NIK is an Indonesian identity number: 16 digits, or empty. It is personal data:
// print it only through Masked.
type NIK string
