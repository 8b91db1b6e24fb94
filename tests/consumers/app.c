/* A program that uses the installed library: sign the request of the gateway's documentation, print the credential. */
#include <stdio.h>

#include <hmacsign.h>

int main(void)
{
    static const char secret[] = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC";
    const hmacsign_signer signer = { .id = HMACSIGN_STR("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN"),
                                     .names = HMACSIGN_STR("date source") };
    const hmacsign_header headers[] = { { HMACSIGN_STR("Date"), HMACSIGN_STR("Fri, 09 Oct 2015 00:00:00 GMT") },
                                        { HMACSIGN_STR("Source"), HMACSIGN_STR("AndriodApp") } };
    const hmacsign_request request = { .headers = headers, .header_count = 2 };
    hmacsign_key key;
    char credential[256];
    size_t len;
    int32_t status = hmacsign_key_init(&key, HMACSIGN_HMAC_SHA1, secret, sizeof secret - 1);

    if (status == HMACSIGN_OK) {
        status = hmacsign_write_authorization(&key, &signer, &request, credential, sizeof credential, &len);
        hmacsign_key_clear(&key);
    }
    puts(status == HMACSIGN_OK ? credential : hmacsign_status_text(status));
    return status != HMACSIGN_OK;
}
