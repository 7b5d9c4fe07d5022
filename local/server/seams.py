"""The emulator's private names that this server replaces or calls, each with a fingerprint of what was tried.

A new release of the emulator may change any of them in silence. The server refuses to start on another fingerprint, so
whoever raises the pin in pyproject.toml reads the changed source first. `python -m local.server.seams` prints the rows
that differ.
"""

import hashlib
import inspect
import pkgutil
import sys
from collections.abc import Callable
from typing import Any

# The first twelve hex digits of the sha256 of a function's or class's source; the type's name for anything else.
SEAMS = {
    "core.iam_actions.extract_iam_action": "ec476b92d969",
    "core.iam_actions.extract_resource_arn": "82f51700695c",
    "core.iam_actions.request_tag_context": "d46adb816e02",
    "core.iam_evaluator._principal_org_id": "a582df4ff025",
    "core.iam_evaluator._resolve_condition_key": "15e26964cd38",
    "core.iam_evaluator._resource_policy": "dec265f9a903",
    "core.iam_evaluator.caller_arn": "8dc478d34f46",
    "core.iam_evaluator.combine_resource_policy": "3972f81213f8",
    "core.iam_evaluator.enforce": "cf64b1ee5b09",
    "core.iam_evaluator.evaluate": "2a5dd6932d1a",
    "core.iam_evaluator.evaluate_resource_policy": "e49ce7161ad6",
    "core.iam_evaluator.pin_request_origin": "de819c1bd9ac",
    "core.iam_evaluator.resolve_principal": "b6c6131e24bf",
    "core.lambda_runtime.Worker._spawn": "c55febf95656",
    "core.lambda_runtime._workers": "dict",
    "services.cloudformation.provisioners._RESOURCE_HANDLERS": "dict",
    "services.cloudformation.provisioners._ddb_create": "277586e016c6",
    "services.cloudformation.provisioners._ddb_global_table_create": "cd71b40024fd",
    "services.cloudformation.provisioners._ddb_global_table_update": "fa63a6a118be",
    "services.cloudformation.provisioners._ddb_update": "0665980ffdd0",
    "services.cloudformation.provisioners._delete_resource": "9e9ba54fb428",
    "services.cloudformation.provisioners._lambda_esm_create": "f053a4e8c30c",
    "services.cloudformation.provisioners._lambda_esm_update": "aa8165621335",
    "services.cloudformation.provisioners._provision_resource": "3b8f01fb1871",
    "services.cloudformation.provisioners._s3_apply_configurations": "9a299ad21255",
    "services.cloudformation.provisioners._s3_delete": "52bcaf59bd5b",
    "services.cloudformation.provisioners._sns_sub_attributes": "02f0abacb58e",
    "services.cloudformation.provisioners._sns_sub_create": "1d35ffdfbb89",
    "services.cloudformation.provisioners._sns_sub_delete": "8227c9ee1ef4",
    "services.cloudformation.provisioners._update_resource": "21b9b1207f59",
    "services.cloudformation.stacks._delete_resource": "9e9ba54fb428",
    "services.cloudformation.stacks._provision_resource": "3b8f01fb1871",
    "services.cloudformation.stacks._update_resource": "21b9b1207f59",
    "services.cloudtrail.handle_request": "1560fe4d73ba",
    "services.cloudtrail.reset": "4666130008e2",
    "services.cloudwatch._alarms": "AccountRegionScopedDict",
    "services.cloudwatch._calc_stats": "889e1bfc89dc",
    "services.cloudwatch._cbor_datapoint": "bd2fb4edec84",
    "services.cloudwatch._cbor_metric_data_result": "921b3337e269",
    "services.cloudwatch._cbor_ok": "6a0ef132ea60",
    "services.cloudwatch._composite_alarms": "AccountRegionScopedDict",
    "services.cloudwatch._delete_alarms": "5f8a0651d976",
    "services.cloudwatch._dims_key": "a304eb3ef986",
    "services.cloudwatch._dispatch_alarm_actions": "fcf47c0d1e6e",
    "services.cloudwatch._error": "9852285b57e4",
    "services.cloudwatch._evaluate_alarm": "a0b0acd3d432",
    "services.cloudwatch._evaluate_all_alarms": "f83f88e57f1c",
    "services.cloudwatch._evaluate_parent_alarms": "24a65a9e43d5",
    "services.cloudwatch._get_metric_data": "bf6a8e1132a2",
    "services.cloudwatch._get_metric_statistics": "332ec61708c8",
    "services.cloudwatch._history_entries": "64a21c7a6a3b",
    "services.cloudwatch._json_ok": "1bc13bff9ace",
    "services.cloudwatch._metrics": "AccountRegionScopedDict",
    "services.cloudwatch._parse_ts": "f948ba95e7cf",
    "services.cloudwatch._put_composite_alarm": "d1c8174c3d5b",
    "services.cloudwatch._put_metric_data": "e46b3314d311",
    "services.cloudwatch._record_history": "c5890b06e5c8",
    "services.cloudwatch._stat_value": "cfaad9598233",
    "services.cloudwatch.cloudformation_set_metric_alarm_tags": "dfdc0e576bfc",
    "services.cloudwatch.record_metric": "7f777bfbe523",
    "services.cloudwatch_logs._compile_filter_pattern": "2568f38b5614",
    "services.cloudwatch_logs._create_log_group": "ce6fd1931ae9",
    "services.cloudwatch_logs._create_log_stream": "99fc231b9677",
    "services.cloudwatch_logs._filter_log_events": "9b3d13c713b5",
    "services.cloudwatch_logs._log_groups": "AccountRegionScopedDict",
    "services.cloudwatch_logs._metric_filters": "AccountRegionScopedDict",
    "services.cloudwatch_logs._put_log_events": "acd4fda33a38",
    "services.cloudwatch_logs._put_metric_filter": "f32105a1de44",
    "services.cloudwatch_logs._queries": "AccountRegionScopedDict",
    "services.cloudwatch_logs._start_query": "41514449fa97",
    "services.cloudwatch_logs._stop_query": "44e64c7ccb8d",
    "services.cloudwatch_logs.handle_request": "e453a3f37b62",
    "services.dynamodb._create_table": "a0f15611329a",
    "services.dynamodb._delete_resource_policy": "99079547dbec",
    "services.dynamodb._put_resource_policy": "5b3fefd5ff24",
    "services.dynamodb._resource_policies": "AccountRegionScopedDict",
    "services.dynamodb._tables": "AccountRegionScopedDict",
    "services.dynamodb._ttl_settings": "AccountRegionScopedDict",
    "services.dynamodb._update_continuous_backups": "4d306deca0a2",
    "services.dynamodb._update_ttl": "e8243a4fbbb8",
    "services.dynamodb.handle_request": "1201f2ac993c",
    "services.eventbridge._dispatch_to_sns": "72c921fe20b6",
    "services.eventbridge._invoke_target": "550e304af080",
    "services.eventbridge._put_events": "ebcda0f38061",
    "services.iam._roles": "AccountScopedDict",
    "services.iam._users": "AccountScopedDict",
    "services.kms._resolve_key": "90e6b84ded7c",
    "services.lambda_svc._create_esm": "d351521bb6cd",
    "services.lambda_svc._emit_lambda_logs": "111efbf06968",
    "services.lambda_svc._emit_lambda_metrics": "3b6689d77cf6",
    "services.lambda_svc._esm_wake": "Event",
    "services.lambda_svc._esms": "AccountRegionScopedDict",
    "services.lambda_svc._get_func_record_for_qualifier": "a86e90478088",
    "services.lambda_svc._iter_all_esms": "7db06c0627a5",
    "services.lambda_svc._poll_sqs": "e438a6a1e094",
    "services.lambda_svc._run_sqs_batch": "f9bf630aabf3",
    "services.lambda_svc._update_esm": "1b7e0409cb65",
    "services.lambda_svc.function_policy_for_arn": "25326cb5e156",
    "services.organizations._DISPATCH": "dict",
    "services.s3._SSE_STORED_HEADERS": "tuple",
    "services.s3._apply_bucket_scope": "df846d5b4247",
    "services.s3._bucket_encryption": "AccountScopedDict",
    "services.s3._bucket_object_lock": "AccountScopedDict",
    "services.s3._buckets": "AccountScopedDict",
    "services.s3._delete_bucket": "f6c89a30d8dd",
    "services.s3._delete_bucket_encryption": "7179bc9e9c9c",
    "services.s3._delete_bucket_lifecycle": "cc44cf87ac44",
    "services.s3._dispatch": "52562ee7c18b",
    "services.s3._error": "7a708a97c4bd",
    "services.s3._foreign_bucket_allows": "7865eb38b093",
    "services.s3._put_bucket_encryption": "ba17e3bceb83",
    "services.s3._put_bucket_lifecycle": "8babb1b38408",
    "services.s3._put_bucket_logging": "97c1ac5de577",
    "services.s3._put_bucket_versioning": "e6f9ef133087",
    "services.s3._put_object": "cf5861e4d999",
    "services.s3._put_object_lock_configuration": "596d4a42de3b",
    "services.s3._resolve_sse_write_headers": "2affef5a7d37",
    "services.s3.bucket_policy_for_arn": "6715df59894b",
    "services.sns._deliver_to_sqs": "f85849838cca",
    "services.sns._enforce_topic_policy": "7992647d1ded",
    "services.sns._subscribe": "db260c543268",
    "services.sns._topics": "AccountRegionScopedDict",
    "services.sns._unsubscribe": "07cdcd2f8e21",
    "services.sns.publish_internal": "f979fc53e1eb",
    "services.sns.topic_policy_for_arn": "6bf0adcea369",
    "services.sqs._collect_msgs": "308a6eb1b3d4",
    "services.sqs._delete_messages_for_esm": "c1686f29b48b",
    "services.sqs._dlq_sweep": "6a77691e1671",
    "services.sqs._expire_retained": "c0da3361632b",
    "services.sqs._get_q": "cac74fb142a7",
    "services.sqs._queue_by_arn": "b4981875c818",
    "services.sqs._queues": "AccountRegionScopedDict",
    "services.sqs._queues_lock": "lock",
    "services.sqs._receive_messages_for_esm": "f230dbcd4974",
    "services.sqs.handle_request": "a838f9d3e266",
    "services.sqs.queue_policy_allows": "5de01aa09a4c",
    "services.sts._sessions": "dict",
}


def seam(name: str) -> Any:
    """What stands at a name of the table now; a name that is not in the table is a KeyError."""
    _ = SEAMS[name]
    owner, attribute = _owner(name)
    return getattr(owner, attribute)


def replace(name: str, wrap: Callable[[Any], Any]) -> None:
    """Put `wrap(what stands there)` at a name of the table."""
    owner, attribute = _owner(name)
    setattr(owner, attribute, wrap(seam(name)))


def mismatches() -> list[str]:
    """One line for each row whose name is gone or has another fingerprint; asks before anything is replaced."""
    found = {name: _fingerprint(name) for name in SEAMS}
    return [f"ministack.{name}: {found[name]}, not {SEAMS[name]}" for name in SEAMS if found[name] != SEAMS[name]]


def _owner(name: str) -> tuple[Any, str]:
    path, attribute = name.rsplit(".", 1)
    return pkgutil.resolve_name(f"ministack.{path}"), attribute


def _fingerprint(name: str) -> str:
    owner, attribute = _owner(name)
    thing = getattr(owner, attribute, None)
    if inspect.isfunction(thing) or inspect.isclass(thing):
        return hashlib.sha256(inspect.getsource(thing).encode()).hexdigest()[:12]
    return type(thing).__name__


if __name__ == "__main__":
    differing = mismatches()
    print("\n".join(differing) or "every seam is as it was tried")
    sys.exit(bool(differing))
