package io.mmdino.run;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;

/** A bucket of the test server, reached by Hadoop's s3a through a link that can be spoiled. */
public record Bucket(String name, String endpoint) {

    /** Creates the bucket. A Hadoop client keeps its first settings, so tests with other settings use another bucket. */
    public static Bucket make(String name, FaultyLink link) {
        AmazonS3 client = AmazonS3ClientBuilder.standard()
                .withPathStyleAccessEnabled(true)
                .withEndpointConfiguration(new EndpointConfiguration(link.endpoint(), "us-east-1"))
                .withCredentials(
                        new AWSStaticCredentialsProvider(new BasicAWSCredentials(S3Server.IDENTITY, S3Server.SECRET)))
                .build();
        client.createBucket(name);
        client.shutdown();
        return new Bucket(name, link.endpoint());
    }

    /** A user's Hadoop configuration, with shorter timeouts. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        Map.of(
                        "endpoint", endpoint,
                        "path.style.access", "true",
                        "connection.ssl.enabled", "false",
                        "access.key", S3Server.IDENTITY,
                        "secret.key", S3Server.SECRET,
                        "attempts.maximum", "1",
                        "retry.interval", "20ms",
                        "retry.throttle.interval", "20ms")
                .forEach((key, value) -> settings.put("fs.s3a.bucket." + name + "." + key, value));
        return settings;
    }

    public String at(String path) {
        return "s3a://" + name + "/" + path;
    }

    public FileSystem files() throws IOException {
        Configuration conf = new Configuration();
        StoreDefaults.unsetIn(conf).forEach(conf::set);
        settings().forEach(conf::set);
        return new org.apache.hadoop.fs.Path(at("")).getFileSystem(conf);
    }

    public void upload(Path local, String to) throws IOException {
        files().copyFromLocalFile(
                        false,
                        true,
                        new org.apache.hadoop.fs.Path(local.toUri()),
                        new org.apache.hadoop.fs.Path(at(to)));
    }

    public byte[] read(String path) throws IOException {
        try (InputStream in = files().open(new org.apache.hadoop.fs.Path(at(path)))) {
            return in.readAllBytes();
        }
    }

    /** All objects below a path, with their content. */
    public Map<String, byte[]> objects(String below) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        RemoteIterator<LocatedFileStatus> files = files().listFiles(new org.apache.hadoop.fs.Path(at(below)), true);
        while (files.hasNext()) {
            String object = files.next().getPath().toUri().getPath().substring(1);
            all.put(object, read(object));
        }
        return all;
    }
}
