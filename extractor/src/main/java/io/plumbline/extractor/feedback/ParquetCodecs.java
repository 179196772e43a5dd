package io.plumbline.extractor.feedback;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Unpacks gzip with the JDK's own classes, where the library would ask Hadoop's. */
final class ParquetCodecs implements CompressionCodecFactory {
  private final CodecFactory others;

  ParquetCodecs(ParquetConfiguration configuration) {
    others = new CodecFactory(configuration, 0);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return others.getCompressor(codec);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case GZIP -> new Gunzip();
      case UNCOMPRESSED, SNAPPY, ZSTD, LZ4_RAW -> others.getDecompressor(codec);
      default -> throw new IllegalArgumentException("compression " + codec + " is not known here");
    };
  }

  @Override
  public void release() {
    others.release();
  }

  private static final class Gunzip implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      try (InputStream unpacked = new GZIPInputStream(bytes.toInputStream())) {
        return BytesInput.from(unpacked.readNBytes(size));
      }
    }

    @Override
    public void decompress(ByteBuffer input, int packedSize, ByteBuffer output, int size)
        throws IOException {
      byte[] packed = new byte[packedSize];
      input.get(packed);
      try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        output.put(unpacked.readNBytes(size));
      }
    }

    @Override
    public void release() {
      // Holds nothing.
    }
  }
}
