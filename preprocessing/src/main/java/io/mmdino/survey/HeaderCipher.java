package io.mmdino.survey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM with a nonce for every entry; without the key an entry can neither be read nor be moved to another stamp. */
final class HeaderCipher {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    HeaderCipher(SecretKeySpec key) {
        this.key = key;
    }

    /** Nonce and sealed bytes. */
    byte[] seal(String stamp, byte[] plain) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, stamp).doFinal(plain);
            byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** @throws IOException when the bytes were not sealed under this stamp with this key */
    byte[] open(String stamp, byte[] sealed) throws IOException {
        if (sealed.length < NONCE) {
            throw HeaderCache.damaged();
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE), stamp)
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException e) {
            throw HeaderCache.damaged();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String stamp) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(stamp.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
