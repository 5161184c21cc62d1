-- As large as the browser's pages are otherwise.
PRAGMA cipher_page_size = 8192;
-- Whoever finds a phone must not read it; whoever can write into it needs no forged page. A check of every page that is
-- read and written would make reading a village half as slow again.
PRAGMA cipher_use_hmac = OFF;
