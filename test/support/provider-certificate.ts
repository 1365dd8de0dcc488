/** A certificate for this machine and models.example, from 2020 to 2120, for servers that speak https in tests; it protects nothing. */

export const localCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6tB3dp3sz2uaW+qp
RgkjLqnPVEug1zPYV6vrUV5AzN6hRANCAARrKGRbIBmMqZiOinZbZSFEqmTbjX5j
QsqorFQpc/c1jPmKVjsXpY055PvexFsavlSLnc5xuu+IbaHg6lVOs/HS
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBczCCARqgAwIBAgIBBzAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGsoZFsgGYypmI6K
dltlIUSqZNuNfmNCyqisVClz9zWM+YpWOxeljTnk+97EWxq+VIudznG674htoeDq
VU6z8dKjWzBZMCoGA1UdEQQjMCGCCWxvY2FsaG9zdIcEfwAAAYIObW9kZWxzLmV4
YW1wbGUwDAYDVR0TBAUwAwEB/zAdBgNVHQ4EFgQUTl0kXYilkTWYMbdsLFfU5VHN
HvEwCgYIKoZIzj0EAwIDRwAwRAIgbym5JeW4pn3L8DW0CcRDMQpBjeS6KaEpOqFh
EFDOcPkCIBVAlxnvX9a7hJP732qUJH17hzY8qXlr4UcjEZnjrds0
-----END CERTIFICATE-----
`,
};
