/* Print what the crate without std signs. */
#include <stddef.h>
#include <stdio.h>

size_t app_sign(char *out);

int main(void)
{
    char credential[256];
    size_t len = app_sign(credential);

    printf("%.*s\n", (int)len, credential);
    return len == 0;
}
