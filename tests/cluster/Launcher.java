import java.util.stream.IntStream;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * Runs one node of a cluster on this machine. Arguments: its folder, its number from 1, how many
 * nodes there are, the first HTTP port, the first transport port.
 */
public class Launcher {
  public static void main(String[] arguments) throws Exception {
    int number = Integer.parseInt(arguments[1]);
    int size = Integer.parseInt(arguments[2]);
    int http = Integer.parseInt(arguments[3]);
    int transport = Integer.parseInt(arguments[4]);
    String[] seeds = IntStream.range(0, size).mapToObj(i -> "127.0.0.1:" + (transport + i)).toArray(String[]::new);
    String[] names = IntStream.rangeClosed(1, size).mapToObj(i -> "n" + i).toArray(String[]::new);
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.setMaxHttpPort(-1); // it refuses ports above 9299 otherwise
    runner.onBuild((index, settings) -> {
      settings.put("node.name", "n" + number);
      settings.put("network.host", "127.0.0.1");
      settings.put("http.port", String.valueOf(http + number - 1));
      settings.put("transport.port", String.valueOf(transport + number - 1));
      settings.put("discovery.type", "zen"); // a JVM with one node would be a cluster by itself
      settings.putList("discovery.seed_hosts", seeds);
      settings.putList("cluster.initial_cluster_manager_nodes", names);
      settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
      settings.put("indexing_pressure.memory.limit", "4mb"); // so that a test can be refused
      settings.put("cluster.max_shards_per_node", 5000);
    });
    runner.build(OpenSearchRunner.newConfigs().basePath(arguments[0]).clusterName("searchlib-test").numOfNode(1));
    Thread.sleep(90 * 60_000L); // nobody has stopped it
    System.exit(0);
  }
}
