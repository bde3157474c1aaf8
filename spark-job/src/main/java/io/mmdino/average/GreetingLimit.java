package io.mmdino.average;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Limits a connection that has not sent its {@link Greeting} yet to small messages and a short time. Spark's transport alone
 * would buffer messages of up to 2 GB and keep a silent connection open for ever.
 *
 * <p>Position in the pipeline: after decryption, before the transport's frame decoder. Each frame begins with its length,
 * including the length field, in eight bytes.
 */
final class GreetingLimit extends ChannelInboundHandlerAdapter {

    static final String NAME = "greetingLimit";
    private static final int MESSAGE_BYTES = 8192;
    private static final int LENGTH_BYTES = 8;

    private final Duration limit;
    private int lengthBytesSeen;
    private long length;
    private long left;
    private boolean refused;

    GreetingLimit(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (!context.isRemoved()) {
                                context.close();
                            }
                        },
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!refused && message instanceof ByteBuf bytes && isWithinLimit(bytes)) {
            context.fireChannelRead(message);
        } else {
            refused = true;
            ReferenceCountUtil.release(message);
            context.close();
        }
    }

    private boolean isWithinLimit(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (left > 0) {
                int step = (int) Math.min(left, bytes.writerIndex() - at);
                left -= step;
                at += step;
            } else {
                length = length << 8 | bytes.getByte(at++) & 0xff;
                if (++lengthBytesSeen == LENGTH_BYTES && !beginFrame()) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean beginFrame() {
        left = length - LENGTH_BYTES;
        boolean fits = length > LENGTH_BYTES && length <= MESSAGE_BYTES;
        lengthBytesSeen = 0;
        length = 0;
        return fits;
    }
}
