// The same in C++: sign the request of the gateway's documentation, print the credential.
#include <cstdio>
#include <cstring>

#include <hmacsign.h>

static hmacsign_str str(const char *text)
{
    return { text, std::strlen(text) };
}

int main()
{
    const char secret[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
    const hmacsign_header headers[] = { { str("Date"), str("Fri, 09 Oct 2015 00:00:00 GMT") },
                                        { str("Source"), str("AndriodApp") } };
    hmacsign_signer signer = {};
    hmacsign_request request = {};
    hmacsign_key key;
    char credential[256];
    std::size_t len;

    signer.id = str("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN");
    signer.names = str("date source");
    request.headers = headers;
    request.header_count = 2;
    auto status = hmacsign_key_init(&key, HMACSIGN_HMAC_SHA1, secret, sizeof secret - 1);
    if (status == HMACSIGN_OK) {
        status = hmacsign_write_authorization(&key, &signer, &request, credential, sizeof credential, &len);
        hmacsign_key_clear(&key);
    }
    std::puts(status == HMACSIGN_OK ? credential : hmacsign_status_text(status));
    return status != HMACSIGN_OK;
}
